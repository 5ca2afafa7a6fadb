/** Traced by flushes.ts: opens a cache as the desk does and commits so many small transactions. */
import { configure, openFile } from '../../../electron/data/database/open.ts'

const [file = '', commits = '0'] = process.argv.slice(2)
const db = openFile(file, 'ab'.repeat(32))
configure(db)
db.exec('create table written (value)')
const write = db.prepare('insert into written values (?)')
for (let index = 0; index < Number(commits); index += 1) write.run(index)
db.close()
