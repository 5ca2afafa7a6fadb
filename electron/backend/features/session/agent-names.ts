import type { ExpressionBuilder } from 'kysely'
import type { Database } from '../../store/database.ts'

/** Whatever the case, by the index of them: `query.where(hasUserName('jo'))`. */
export const hasUserName = (userName: string) => ({ eb, fn }: ExpressionBuilder<Database, 'agent'>) =>
  eb(fn<string>('lower', ['userName']), '=', userName.toLowerCase())
