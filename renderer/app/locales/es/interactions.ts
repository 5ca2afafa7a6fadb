import type { interactions as english } from '../en/interactions.ts'
import type { Shape } from '../shape.ts'

export const interactions: Shape<typeof english> = {
  note: {
    heading: 'Nota',
    placeholder: 'Escriba una nota ({key}). Se guarda mientras escribe.',
    disposition: 'Resultado',
    left: 'quedan {n} caracteres',
    tooLong: 'sobran {n} caracteres',
    save: 'Guardar nota',
    readOnly: 'Su función lee notas pero no las escribe.',
    draftKept: 'Borrador guardado',
    draftNotKept: 'Este texto no se pudo guardar en este puesto. Cópielo antes de cerrar el programa.',
  },
  disposition: {
    resolved: 'Resuelto',
    followUp: 'Dar seguimiento',
    callBack: 'Devolver la llamada',
    escalated: 'Escalado',
    transferred: 'Transferido',
    informationGiven: 'Información dada',
    noAnswer: 'Sin respuesta',
    disconnected: 'Llamada cortada',
  },
  channel: { call: 'Llamada', chat: 'Chat', email: 'Correo', sms: 'Mensaje de texto', walkIn: 'Visita a la tienda', visit: 'Visita técnica', letter: 'Carta', note: 'Nota' },
  direction: { inbound: 'del cliente', outbound: 'al cliente' },
  change: { contactMedium: 'Contacto cambiado', language: 'Idioma cambiado', address: 'Dirección cambiada', status: 'Estado cambiado', product: 'Producto cambiado', imported: 'Importado', autopay: 'Pago automático cambiado', paperless: 'Forma de facturación cambiada', paymentMethod: 'Método de pago', erased: 'Borrada a petición' },
  changeTo: { off: 'desactivado', on: 'activado', email: 'solo por correo electrónico', paper: 'en papel' },
  timeline: {
    filter: 'Mostrar en la cronología',
    filters: { all: 'Todo', contacts: 'Contactos', money: 'Dinero', changes: 'Cambios' },
    empty: {
      all: 'Todavía no ha pasado nada. Aquí aparecerán contactos, notas, pagos, créditos y cambios.',
      contacts: 'Aún no hay contactos ni notas.',
      money: 'Aún no hay facturas, pagos ni créditos.',
      changes: 'Aún no hay cambios.',
    },
    today: 'Hoy',
    more: 'Mostrar entradas anteriores',
    byProgram: 'sistema',
    bill: 'Factura de {amount}',
    decided: '{state}: {who}',
    billDue: 'vence el {date}',
    fromTo: '{before} → {after}',
    removed: 'se quitó {before}',
  },
}
