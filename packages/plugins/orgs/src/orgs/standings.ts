import { Db, type Caller, type Unit } from '@aethex/core';
import { houseError, orgs } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import type { OrgsPermission } from '../permissions.js';
import type { Rank } from '../rules/escalation.js';
import { Member } from './member.entity.js';
import { Org } from './org.entity.js';
import { People } from './people.js';
import { RoleBook } from './role-book.js';

/** Somebody in an organization. */
export interface Standing extends Rank {
  readonly org: Org;
  readonly member: Member;
}

const nothing: ReadonlySet<string> = new Set();

/** Says what somebody may do in an organization. To whoever is no member it does not exist. */
@Injectable()
export class Standings {
  constructor(
    private readonly db: Db,
    private readonly roles: RoleBook,
    private readonly people: People,
  ) {}

  /** Where the caller stands. Fails with `orgs.not_found`. */
  async of(caller: Caller, orgId: string): Promise<Standing> {
    const found = this.people.isAtHome(caller) ? await this.find(caller.id, orgId) : null;
    if (!found) throw notFound();
    return found;
  }

  /** The same for one who may do something; with a second factor where the organization asks for one. */
  async demand(caller: Caller, orgId: string, permission?: OrgsPermission): Promise<Standing> {
    const standing = await this.of(caller, orgId);
    if (standing.org.requireMfa && !(await this.people.hasSecondFactor()))
      throw orgs.error('members', 'mfa_required');
    return allowed(standing, permission);
  }

  /**
   * Looks again inside a write, and lets nobody else change who may do what until it ends: so that whoever lost their
   * rights meanwhile changes nothing any more, and two owners cannot both be the last but one.
   */
  async locked(em: Unit, caller: Caller, orgId: string, permission?: OrgsPermission): Promise<Standing> {
    await this.lock(em, orgId);
    return allowed(await this.of(caller, orgId), permission);
  }

  /** Makes all who change who may do what in an organization stand in line. */
  async lock(em: Unit, orgId: string): Promise<void> {
    const sql = 'UPDATE "orgs_orgs" SET "turn" = "turn" + 1 WHERE "id" = $1 AND "deleted_at" IS NULL';
    if ((await em.run(sql, [orgId])).changed === 0) throw notFound();
  }

  /** Where somebody stands, or `null`. */
  async find(playerId: string, orgId: string): Promise<Standing | null> {
    const member = await this.db.pick(Member, { orgId, playerId });
    const org = member && (await this.db.pick(Org, { id: orgId }));
    if (!member || !org || org.deletedAt) return null;
    const rank = await this.roles.find(orgId, member.role);
    return { org, member, role: member.role, permissions: rank?.permissions ?? nothing };
  }
}

function allowed(standing: Standing, permission: OrgsPermission | undefined): Standing {
  if (permission !== undefined && !standing.permissions.has(permission))
    throw houseError('request.forbidden', { needs: permission });
  return standing;
}

const notFound = () => orgs.error('get', 'not_found');
