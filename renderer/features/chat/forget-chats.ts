import { chosenChat } from './chat-read.ts'
import { forgetPictures } from './attachment-pictures.ts'
import { forgetFilesGoing } from './attachment-sending.ts'
import { forgetChatLines } from './use-chat-lines.ts'

/** Nothing of the last agent's chats stays in the window. */
export function forgetChats(): void {
  chosenChat.value = null
  forgetChatLines()
  forgetPictures()
  forgetFilesGoing()
}
