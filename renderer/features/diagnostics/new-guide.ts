/** What a new guide begins with: the smallest that leads somewhere. */
export const newGuideSource = `id: new-guide
title: { en: New guide, es: Guía nueva }
services: [internet]
steps:
  - id: works
    kind: ask
    ask: { en: "Does it work?", es: "¿Funciona?" }
    choices:
      - { answer: { en: "Yes", es: "Sí" }, next: solved }
      - { answer: { en: "No", es: "No" }, next: ticket }
  - id: solved
    kind: solved
    say: { en: Good., es: Bien. }
  - id: ticket
    kind: ticket
    reason: { en: It does not work, es: No funciona }
    say: { en: I am passing it on., es: Lo paso. }
`
