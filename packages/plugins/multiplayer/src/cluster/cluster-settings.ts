import { seconds } from '@aethex/core';

/** Settings of rooms on several nodes. */
export const clusterSettings = {
  lease: seconds('10s').describe(
    'After how long the rooms of a node that is not heard of any more may go on elsewhere.',
  ),
};
