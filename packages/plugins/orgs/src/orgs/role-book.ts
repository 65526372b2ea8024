import { Catalogue, Db } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import type { Rank } from '../rules/escalation.js';
import { isBuiltIn, permissionsOfBuiltIn } from '../rules/roles.js';
import { OrgRole } from './org-role.entity.js';

/** Knows what the roles of organizations may do. */
@Injectable()
export class RoleBook {
  constructor(
    private readonly db: Db,
    private readonly catalogue: Catalogue,
  ) {}

  /** Every permission of the server. */
  get all(): readonly string[] {
    return Object.keys(this.catalogue.permissions);
  }

  /** A role with its permissions, as far as the server still knows them; `null` when there is no such role. */
  async find(orgId: string, role: string): Promise<Rank | null> {
    if (isBuiltIn(role)) return { role, permissions: new Set(permissionsOfBuiltIn(role, this.all)) };
    const own = await this.db.pick(OrgRole, { orgId, role });
    return own && { role, permissions: new Set(this.known(own.permissions)) };
  }

  /** Those of some permissions that a plugin of this server has. */
  known(permissions: readonly string[]): string[] {
    const all = this.catalogue.permissions;
    return permissions.filter((permission) => Object.hasOwn(all, permission));
  }
}
