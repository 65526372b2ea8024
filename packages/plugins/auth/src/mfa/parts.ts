import type { Provider, Type } from '@nestjs/common';
import type { PlannedJob } from '@aethex/core';

/** What the plugin's table of contents takes from this room. */
export const mfaParts = {
  services: [],
  entities: [] as (new () => object)[],
  jobs: [] as PlannedJob[],
  controllers: [] as Type[],
  providers: [] as Provider[],
} as const;
