/** Bounds of what is said of an outage, without the schemas. */
export const MAX_PROBLEM_NODES = 400
