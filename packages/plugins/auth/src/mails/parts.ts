import { job } from '@aethex/core';
import { Registration } from '../accounts/registration.js';
import { AddressClaims } from './address-claims.js';
import { AddressService } from './address.service.js';
import { BackDoors } from './back-doors.js';
import { MailCode } from './mail-code.entity.js';
import { codeMailJob, MailCodes } from './mail-codes.js';
import { MailLimits } from './mail-limits.js';
import { noticeJob, Notices } from './notices.js';
import { MailPagesController } from './pages/mail-pages.controller.js';
import { Post } from './post.js';
import { RecoveryService } from './recovery.service.js';
import { SendCode } from './send-code.js';
import { SendNotice } from './send-notice.js';
import { VerificationService } from './verification.service.js';

/** What the plugin's table of contents takes from this room. */
export const mailsParts = {
  services: [VerificationService, RecoveryService, AddressService],
  entities: [MailCode],
  jobs: [job(codeMailJob, SendCode), job(noticeJob, SendNotice)],
  controllers: [MailPagesController],
  providers: [AddressClaims, BackDoors, MailCodes, MailLimits, Notices, Post, Registration],
} as const;
