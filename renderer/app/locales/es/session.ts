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
