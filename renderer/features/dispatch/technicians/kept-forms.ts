/** What is being typed about technicians, apart from the schemas, since the window's frame forgets it when its agent leaves. */
export const keptForms = new Map<string, object>()

/** Nobody sends a colleague's words as their own. */
export const forgetTechnicianForms = (): void => keptForms.clear()
