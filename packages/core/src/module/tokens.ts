/** The plan a server was started with. */
export const planToken = Symbol('aethex:plan');
