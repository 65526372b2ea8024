import type { PlannedJob } from '@aethex/core';
import type { Provider, Type } from '@nestjs/common';

/** What the plugin's table of contents takes from this room. */
export const plansParts = {
  entities: [] as (new () => object)[],
  jobs: [] as PlannedJob[],
  controllers: [] as Type[],
  providers: [] as Provider[],
} as const;
