import { job } from '@aethex/core';
import { AccountMerge } from './account-merge.entity.js';
import { BoundProviders } from './bound-providers.js';
import { CallbackController } from './callback.controller.js';
import { DeviceFlow } from './device-flow.entity.js';
import { DevicePageController } from './device-page.controller.js';
import { DeviceService } from './device.service.js';
import { ExternalEntry } from './external-entry.js';
import { ExternalLink } from './external-identity.entity.js';
import { ExternalLinks } from './external-links.js';
import { FlowBook } from './flow-book.js';
import { FlowNews } from './flow-news.js';
import { FlowStart } from './flow-start.js';
import { IdentitiesService } from './identities.service.js';
import { MergeAccounts } from './merge-accounts.js';
import { mergeJob, MergingService } from './merging.service.js';
import { OauthFlow } from './oauth-flow.entity.js';
import { OauthSeals } from './oauth-seals.js';
import { OauthWearer } from './oauth-wearer.js';
import { OauthService } from './oauth.service.js';

/** What the plugin's table of contents takes from this room. */
export const oauthParts = {
  services: [OauthService, IdentitiesService, MergingService, DeviceService],
  entities: [OauthFlow, ExternalLink, DeviceFlow, AccountMerge],
  jobs: [job(mergeJob, MergeAccounts)],
  controllers: [CallbackController, DevicePageController],
  providers: [
    BoundProviders,
    ExternalEntry,
    ExternalLinks,
    FlowBook,
    FlowNews,
    FlowStart,
    OauthSeals,
    OauthWearer,
  ],
} as const;
