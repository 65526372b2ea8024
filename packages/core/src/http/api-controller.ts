import { Controller, UseFilters, type Type } from '@nestjs/common';
import type { HttpConfig } from '../config/sections.js';
import { prefixes } from './contract-controller.js';
import { HttpFilter } from './http-filter.js';

const below = Symbol('aethex:api-controller');

/**
 * A controller whose routes stand under the prefixes of the API beside those of the contracts, for what no contract can
 * say: redirects and forms of others.
 */
export function ApiController(path: string): ClassDecorator {
  return (type) => {
    Reflect.defineMetadata(below, path, type);
  };
}

/** The controller as Nest takes it: an API controller under the prefixes, any other as it is. */
export function placed(type: Type, config: HttpConfig): Type {
  const path = Reflect.getOwnMetadata(below, type) as string | undefined;
  if (path === undefined) return type;
  const Placed = class extends (type as Type<object>) {};
  Object.defineProperty(Placed, 'name', { value: type.name });
  Controller(prefixes(config).map((prefix) => `${prefix}${path}`))(Placed);
  UseFilters(HttpFilter)(Placed);
  return Placed;
}
