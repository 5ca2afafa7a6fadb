import type { catalog as english } from '../en/catalog.ts'
import type { Shape } from '../shape.ts'

export const catalog: Shape<typeof english> = {
  product: {
    heading: 'Productos',
    empty: 'Sin productos.',
    name: 'Producto',
    kind: 'Tipo',
    status: 'Estado',
    term: 'Condiciones',
    monthly: 'Por mes',
    inWhole: 'en el precio total',
    since: 'desde el {date}',
    until: 'hasta el {date}',
    kinds: { internet: 'Internet', tv: 'TV', phone: 'Teléfono', bundle: 'Paquete', addOn: 'Adicional', discount: 'Descuento' },
    statuses: { pending: 'Pendiente', active: 'Activo', suspended: 'Suspendido', ended: 'Terminado' },
    terms: { monthToMonth: 'Mes a mes', oneYear: 'Un año', twoYear: 'Dos años' },
  },
  equipment: {
    heading: 'Equipos',
    empty: 'Sin equipos.',
    kind: 'Tipo',
    model: 'Modelo',
    mac: 'MAC',
    serial: 'Número de serie',
    ownership: 'Propiedad',
    installed: 'Instalado',
    kinds: { modem: 'Módem', gateway: 'Puerta de enlace', router: 'Enrutador', setTop: 'Decodificador', phoneAdapter: 'Adaptador telefónico', ont: 'ONT' },
    ownerships: { rented: 'Alquilado', owned: 'Del cliente' },
  },
}
