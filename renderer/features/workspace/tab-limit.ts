/** As `MAX_TABS` of workspace.schema.ts, which would bring the schema library with it; the test compares the two. */
export const TAB_LIMIT = 20
