// For an operator's own site: <script src="https://pay.example.com/portal/widget.js" defer></script>. A button; the chat page is
// loaded in a frame at the first press and not before. It reads nothing of the site that it is on, and the site nothing of it.
(() => {
  const { origin } = new URL(document.currentScript.src)
  const words = /^es\b/i.test(document.documentElement.lang || navigator.language)
    ? { open: 'Chatee con nosotros', close: 'Ocultar el chat', frame: 'Chat' }
    : { open: 'Chat with us', close: 'Hide the chat', frame: 'Chat' }
  // One by one: a site whose policy forbids styles in markup allows these.
  const styled = (tag, style) => {
    const made = document.createElement(tag)
    Object.assign(made.style, style)
    return made
  }
  const box = styled('div', { position: 'fixed', insetInlineEnd: '16px', bottom: '16px', zIndex: '2147483000', display: 'flex', flexDirection: 'column', alignItems: 'flex-end', gap: '8px', maxWidth: 'calc(100vw - 32px)' })
  const button = styled('button', {
    minHeight: '48px', padding: '8px 20px', border: '2px solid #fff', borderRadius: '24px', background: '#0a5ad0', color: '#fff', font: '600 17px/1.4 system-ui, sans-serif', cursor: 'pointer', boxShadow: '0 2px 8px rgb(0 0 0 / 40%)',
  })
  button.type = 'button'
  button.textContent = words.open
  button.setAttribute('aria-expanded', 'false')
  let frame = null
  const load = () => {
    frame = styled('iframe', { width: '400px', maxWidth: '100%', height: 'min(640px, calc(100vh - 104px))', border: '1px solid #4f5762', borderRadius: '12px', background: '#fff', boxShadow: '0 4px 24px rgb(0 0 0 / 35%)' })
    frame.id = 'headend-chat'
    frame.title = words.frame
    frame.src = `${origin}/portal/chat`
    button.setAttribute('aria-controls', frame.id)
    box.prepend(frame)
  }
  button.addEventListener('click', () => {
    const opens = button.getAttribute('aria-expanded') === 'false'
    if (!frame) load()
    frame.style.display = opens ? 'block' : 'none'
    button.setAttribute('aria-expanded', String(opens))
    button.textContent = opens ? words.close : words.open
    if (opens) frame.focus()
  })
  box.append(button)
  document.body.append(box)
})()
