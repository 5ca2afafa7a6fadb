import type { session as english } from '../en/session.ts'
import type { Shape } from '../shape.ts'

export const session: Shape<typeof english> = {
  signIn: {
    heading: 'Iniciar sesión',
    userName: 'Usuario',
    password: 'Contraseña',
    showPassword: 'Mostrar la contraseña',
    capsLock: 'Bloq Mayús está activado.',
    submit: 'Iniciar sesión',
    busy: 'Iniciando sesión…',
    notCleared: 'Su sesión está cerrada, pero aún hay datos de clientes en esta computadora: no se pudieron borrar. Se borrarán al volver a abrir el programa o iniciar sesión. Si el disco está lleno, libere espacio.',
  },
  backend: {
    asking: 'Buscando el servidor…',
    ready: 'Listo para iniciar sesión.',
    starting: 'El servidor está arrancando…',
    opening: 'El servidor está abriendo su base de datos…',
    migrating: 'El servidor está actualizando su base de datos: {done} de {total}',
    fillingDemo: 'Creando el operador de demostración: {done} de {total}. Ocurre una sola vez.',
    absent: 'El servidor no responde, así que todavía nadie puede iniciar sesión. Se reintenta automáticamente; si continúa, avise a su administrador.',
    failed: 'No se pudo arrancar el servidor en esta computadora. Cierre el programa y ábralo de nuevo; si se repite, avise a su administrador.',
  },
  demo: {
    heading: 'Cuentas de demostración',
    explain: 'Todas las personas de esta demostración son inventadas. Elija una función para entrar.',
    realPeople: 'Aquí hay personas reales: se importaron los clientes de un operador. Todo el mundo conoce estas contraseñas: use estas cuentas solo para probar en esta computadora. Para trabajar, administración crea cuentas con add-agent (vea el README).',
  },
  role: {
    agent: 'Agente',
    seniorAgent: 'Agente sénior',
    supervisor: 'Supervisión',
    dispatcher: 'Despacho',
    administrator: 'Administración',
    auditor: 'Auditoría',
  },
}
