import type { messages as english } from '../en/messages.ts'
import type { Shape } from '../shape.ts'

export const messages: Shape<typeof english> = {
  message: {
    templates: {
      bill: 'Factura enviada',
      payLink: 'Enlace de pago enviado',
      methodLink: 'Enlace para agregar una tarjeta enviado',
      contactAdded: 'Aviso: se agregó un contacto',
      contactChanged: 'Aviso: se cambió un contacto',
      methodAdded: 'Aviso: se agregó una forma de pago',
      methodRemoved: 'Aviso: se eliminó una forma de pago',
      autopayOn: 'Aviso: pago automático activado',
      autopayOff: 'Aviso: pago automático desactivado',
      paperlessOn: 'Aviso: factura sin papel activada',
      paperlessOff: 'Aviso: factura sin papel desactivada',
    },
    to: { email: 'por correo a {recipient}', sms: 'por mensaje de texto a {recipient}' },
    states: { waiting: 'en camino', sent: 'enviado', kept: 'en el buzón de la demostración', failed: 'no enviado' },
    failures: {
      noChannel: 'no enviado: no hay un servidor configurado para esto',
      refused: 'no enviado: el destinatario lo rechazó',
      unreachable: 'no enviado: falló un día entero de intentos',
    },
  },
  billFile: {
    save: 'Guardar como PDF',
    email: 'Enviar por correo',
    saving: 'Preparando…',
    saved: 'Guardado como {name}.',
    saveFailed: 'No se guardó: el disco o la carpeta lo rechazó ({code}). Elija otra carpeta.',
    sending: 'Enviando…',
    sent: 'En camino a {recipient}.',
    emailUnknown: 'Se envió y aún no hay respuesta. El resultado aparecerá en la cronología.',
    noEmail: 'Esta cuenta no tiene correo electrónico.',
    noMail: 'No hay un servidor de correo configurado, así que no se puede enviar nada.',
    offline: 'No se puede contactar al servidor. No se envió nada.',
    noLines: 'Esta factura llegó sin sus líneas, así que no hay documento de ella.',
  },
  mailbox: {
    heading: 'Buzón',
    explain: 'Esto es una demostración: los mensajes a los clientes no se envían. Quedan aquí tal como habrían salido.',
    list: 'Mensajes, los más recientes primero',
    empty: 'Todavía nada. Cuando envíe una factura o un enlace, o cambie un contacto, el mensaje al cliente aparece aquí.',
    choose: 'Elija un mensaje a la izquierda.',
    to: 'Para',
    at: 'Escrito',
    attachment: 'Adjunto',
    attachments: { bill: 'la factura en PDF' },
    open: 'Abrir la cuenta',
  },
}
