import type { chatCompany as english } from '../en/chat-company.ts'
import type { Shape } from '../shape.ts'

/** Colegas en un chat: invitados, dentro, y quien lo recibe. */
export const chatCompany: Shape<typeof english> = {
  company: {
    heading: '¿Puede ayudar?', asks: '{who} le invita a un chat.', said: '{who} le invita al chat con {name}. {key} le hace entrar.', enter: 'Entrar', decline: 'Ahora no',
    list: 'Quién más está', in: '{who} participa', waits: '{who} está invitado y no ha respondido', handOver: 'Entregar a {who}', invite: 'Invitar',
    ask: { heading: 'Invitar a un colega', how: 'Recibe un aviso y entra cuando lo dice. El cliente ve que son dos.', who: 'Colega', full: '{name}, sin plaza libre: puede entrar, pero no recibirlo', note: 'Nota para esa persona; el cliente nunca la ve', send: 'Invitar' },
    over: 'Ya nadie espera esa respuesta.', full: 'Ya hay {n} junto a este chat.', noPlace: 'No tiene plaza libre ({n}). Sigue con usted.',
    askAgain: 'Se le acaba de invitar y no ha entrado. Podrá volver a invitarle en {n} segundo, o invitar a otra persona. | Se le acaba de invitar y no ha entrado. Podrá volver a invitarle en {n} segundos, o invitar a otra persona.',
    contact: 'Empezar el contacto', contactWords: 'No hay contacto abierto: lo que se haga en la cuenta quedaría fuera de este chat.',
    notify: { title: 'Le invitan a un chat', body: '{topic}. Un colega pregunta y espera un minuto.' },
    command: { enter: 'Entrar en el chat al que me invitan', invite: 'Invitar a un colega al chat', handOver: 'Entregar el chat al colega que participa' },
  },
}
