import { HttpConfig, SocketConfig } from '@aethex/core';

/** The settings of a server that was given none. */
export const http = new HttpConfig(HttpConfig.section.schema.parse({}));
export const socket = new SocketConfig(SocketConfig.section.schema.parse({}));
