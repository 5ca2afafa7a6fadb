/** Somebody is asked for the password or a code; the dialog in App.vue answers. Calls that want it at the same moment wait for one answer. */
import { shallowRef } from 'vue'

type Asked = { given: Promise<boolean>; answer: (given: boolean) => void }

export const asked = shallowRef<Asked | null>(null)

export function askForProof(): Promise<boolean> {
  if (asked.value) return asked.value.given
  let answer: Asked['answer'] = () => {}
  const given = new Promise<boolean>((resolve) => (answer = (yes) => ((asked.value = null), resolve(yes))))
  asked.value = { given, answer }
  return given
}
