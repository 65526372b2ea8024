import type { Provider } from '@nestjs/common';
import { Adoption } from './adoption.js';
import { ClusterMetrics } from './cluster-metrics.js';
import { Directory } from './directory.js';
import { EdgeDesk } from './edge-desk.js';
import { FarLines } from './far-lines.js';
import { HandOver } from './hand-over.js';
import { Asking } from './link/asking.js';
import { LinkKeys } from './link/link-keys.js';
import { Links } from './link/links.js';
import { NearRooms } from './near-rooms.js';
import { OwnerDesk } from './owner-desk.js';
import { Ownership } from './ownership.js';
import { Revival } from './revival.js';
import { RoomCluster } from './room-cluster.js';
import { Ways } from './ways.js';

/** What makes the rooms of all nodes one. */
export const clusterProviders: readonly Provider[] = [
  Adoption,
  Asking,
  ClusterMetrics,
  Directory,
  EdgeDesk,
  FarLines,
  HandOver,
  LinkKeys,
  Links,
  NearRooms,
  OwnerDesk,
  Ownership,
  Revival,
  RoomCluster,
  Ways,
];
