/** The search box says how it is focused; anyone may ask for it. */
let focus: () => void = () => {}
export const focusSearch = (): void => focus()
export const searchFocusIs = (how: () => void): void => void (focus = how)
