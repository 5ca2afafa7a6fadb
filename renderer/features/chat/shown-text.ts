/** Signs that nobody sees, made visible: those that turn the direction of what stands around them, and those without a width (UTS 55). Joiners stay, with which emoji and some scripts are written. */
const UNSEEN = /(?![\t\n\r])\p{Cc}|[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu

/** `‹U+202E›` in its place. */
export const shownText = (text: string): string => text.replace(UNSEEN, (sign) => `‹U+${sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}›`)
