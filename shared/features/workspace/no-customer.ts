/** In place of a customer's id, for what an agent types that is about none, such as a guide: the nil UUID, which is nobody's (RFC 9562 section 5.9). */
export const NO_CUSTOMER = '00000000-0000-0000-0000-000000000000'
