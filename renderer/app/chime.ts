/** Short sounds of the console itself, made as they are played: no file, and nothing that could be another program's. */

/** Hertz and the second at which each note begins. */
const tunes = {
  /** Something is offered and goes away again: two steps up, twice. */
  offer: [[659, 0], [880, 0.12], [659, 0.36], [880, 0.48]],
  /** Somebody writes. */
  word: [[740, 0]],
} as const satisfies Record<string, readonly (readonly [number, number])[]>
export type Chime = keyof typeof tunes

const NOTE_SECONDS = 0.11
/** Of the loudest that the computer plays. */
const LOUDNESS = 0.12

let audio: AudioContext | null = null

/** A computer without sound stays silent. @returns whether it could be played */
export function chime(what: Chime): boolean {
  try {
    audio ??= new AudioContext()
    void audio.resume().catch(() => undefined)
    for (const [hertz, at] of tunes[what]) play(audio, hertz, audio.currentTime + at)
    return true
  } catch {
    // The window itself says it as well.
    return false
  }
}

function play(context: AudioContext, hertz: number, at: number): void {
  const [tone, volume] = [context.createOscillator(), context.createGain()]
  tone.frequency.value = hertz
  volume.gain.setValueAtTime(0, at)
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.01)
  volume.gain.linearRampToValueAtTime(0, at + NOTE_SECONDS)
  tone.connect(volume).connect(context.destination)
  tone.start(at)
  tone.stop(at + NOTE_SECONDS)
}
