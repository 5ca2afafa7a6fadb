/** The few words that main itself says: menus, and why the desk cannot open. All others belong to the window. */
export type Language = 'en' | 'es'

/** `system` follows the operating system; Spanish for any Spanish, English for the rest. */
export function languageOf(preference: 'system' | Language, systemLanguage: string): Language {
  if (preference !== 'system') return preference
  return systemLanguage.toLowerCase().startsWith('es') ? 'es' : 'en'
}

export type ProblemKind = 'policy' | 'options' | 'keyFile' | 'newerFile' | 'noPages' | 'windowCrashes' | 'unexpected'
/** What happened, what was kept, what to do next. */
type ProblemWords = { happened: string; kept: string; next: string }

type Words = {
  menu: Record<
    'edit' | 'undo' | 'redo' | 'cut' | 'copy' | 'paste' | 'selectAll' | 'view' | 'zoomIn' | 'zoomOut' | 'zoomReset' | 'fullScreen' | 'window' | 'minimize' | 'quit',
    string
  >
  close: string
  /** In the browser, after a sign-in there. */
  returned: Record<'done' | 'unknown', { heading: string; text: string }>
  forAdministrator: string
  problems: Record<ProblemKind, ProblemWords>
}

const en: Words = {
  menu: {
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
    view: 'View',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    zoomReset: 'Actual size',
    fullScreen: 'Full screen',
    window: 'Window',
    minimize: 'Minimize',
    quit: 'Quit Headend',
  },
  close: 'Close Headend',
  returned: {
    done: { heading: 'Go back to Headend', text: 'You can close this page. Headend goes on with your sign-in.' },
    unknown: { heading: 'Nothing is waiting here', text: 'Headend does not know this sign-in. Close this page, go back to Headend and begin again there.' },
  },
  forAdministrator: 'For your administrator:',
  problems: {
    policy: {
      happened: "Headend can't open: this computer's policy can't be read.",
      kept: 'Nothing on this computer was changed.',
      next: 'Ask your administrator to correct the policy file, then start Headend again.',
    },
    options: {
      happened: "Headend can't open: it was started with a setting that it can't use.",
      kept: 'Nothing on this computer was changed.',
      next: 'Correct the setting in the shortcut or the environment, then start Headend again.',
    },
    keyFile: {
      happened: "Headend can't open: the key for the customers kept on this computer can't be used.",
      kept: 'What is kept on this computer, unsent work included, was not touched.',
      next: 'Ask your administrator to correct the key file, then start Headend again.',
    },
    newerFile: {
      happened: 'This computer was last used with a newer Headend, which this version cannot read.',
      kept: 'Your drafts and unsent work are safe: the file was not touched.',
      next: 'Install the newer version of Headend again, then start it.',
    },
    noPages: {
      happened: "Headend can't open: a part of the program is missing.",
      kept: 'Your drafts and unsent work are safe.',
      next: 'Install Headend again, then start it.',
    },
    windowCrashes: {
      happened: 'The window of Headend stopped several times in a minute.',
      kept: 'Your drafts and unsent work are safe.',
      next: 'Close Headend and start it again. If this comes back, tell your administrator.',
    },
    unexpected: {
      happened: "Headend can't open because of an error of its own.",
      kept: 'Your drafts and unsent work are safe.',
      next: 'Start Headend again. If this comes back, tell your administrator.',
    },
  },
}

const es: Words = {
  menu: {
    edit: 'Edición',
    undo: 'Deshacer',
    redo: 'Rehacer',
    cut: 'Cortar',
    copy: 'Copiar',
    paste: 'Pegar',
    selectAll: 'Seleccionar todo',
    view: 'Ver',
    zoomIn: 'Acercar',
    zoomOut: 'Alejar',
    zoomReset: 'Tamaño real',
    fullScreen: 'Pantalla completa',
    window: 'Ventana',
    minimize: 'Minimizar',
    quit: 'Salir de Headend',
  },
  close: 'Cerrar Headend',
  returned: {
    done: { heading: 'Vuelva a Headend', text: 'Puede cerrar esta página. Headend continúa con su inicio de sesión.' },
    unknown: { heading: 'Aquí no se espera nada', text: 'Headend no conoce este inicio de sesión. Cierre esta página, vuelva a Headend y empiece de nuevo allí.' },
  },
  forAdministrator: 'Para su administrador:',
  problems: {
    policy: {
      happened: 'Headend no puede abrirse: no se puede leer la política de este equipo.',
      kept: 'No se cambió nada en este equipo.',
      next: 'Pida a su administrador que corrija el archivo de política y vuelva a iniciar Headend.',
    },
    options: {
      happened: 'Headend no puede abrirse: se inició con un ajuste que no puede usar.',
      kept: 'No se cambió nada en este equipo.',
      next: 'Corrija el ajuste en el acceso directo o en el entorno y vuelva a iniciar Headend.',
    },
    keyFile: {
      happened: 'Headend no puede abrirse: la clave de los clientes guardados en este equipo no se puede usar.',
      kept: 'Lo guardado en este equipo, incluido el trabajo sin enviar, no se tocó.',
      next: 'Pida a su administrador que corrija el archivo de clave y vuelva a iniciar Headend.',
    },
    newerFile: {
      happened: 'Este equipo se usó por última vez con un Headend más nuevo, que esta versión no puede leer.',
      kept: 'Sus borradores y el trabajo sin enviar están a salvo: el archivo no se tocó.',
      next: 'Instale de nuevo la versión más nueva de Headend e iníciela.',
    },
    noPages: {
      happened: 'Headend no puede abrirse: falta una parte del programa.',
      kept: 'Sus borradores y el trabajo sin enviar están a salvo.',
      next: 'Instale Headend de nuevo e inícielo.',
    },
    windowCrashes: {
      happened: 'La ventana de Headend se detuvo varias veces en un minuto.',
      kept: 'Sus borradores y el trabajo sin enviar están a salvo.',
      next: 'Cierre Headend y vuelva a iniciarlo. Si se repite, avise a su administrador.',
    },
    unexpected: {
      happened: 'Headend no puede abrirse por un error propio.',
      kept: 'Sus borradores y el trabajo sin enviar están a salvo.',
      next: 'Vuelva a iniciar Headend. Si se repite, avise a su administrador.',
    },
  },
}

export const words: Record<Language, Words> = { en, es }
