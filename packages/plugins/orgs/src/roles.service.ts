import { Catalogue, Clock, Db, Ids, type Caller, type Serves, type Unit } from '@aethex/core';
import { orgs, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { OrgsConfig } from './orgs.config.js';
import { Invitation } from './orgs/invitation.entity.js';
import { Member } from './orgs/member.entity.js';
import { OrgRole } from './orgs/org-role.entity.js';
import { OrgStore } from './orgs/org-store.js';
import { RoleBook } from './orgs/role-book.js';
import { Standings, type Standing } from './orgs/standings.js';
import { reaches } from './rules/escalation.js';
import { builtInNames, isBuiltIn, permissionsOfBuiltIn, type BuiltIn } from './rules/roles.js';

type Served = Pick<Serves<typeof orgs>, 'roles' | 'putRole' | 'deleteRole'>;

/** What members may do. */
@Injectable()
export class RolesService implements Served {
  constructor(
    private readonly db: Db,
    private readonly standings: Standings,
    private readonly store: OrgStore,
    private readonly book: RoleBook,
    private readonly catalogue: Catalogue,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly config: OrgsConfig,
  ) {}

  async roles({ org_id }: In<typeof orgs, 'roles'>, caller: Caller) {
    await this.standings.demand(caller, org_id);
    const own = await this.db.read((em) =>
      em.find(OrgRole, { where: { orgId: org_id }, order: { role: 'ASC' } }),
    );
    const builtIn = (Object.keys(builtInNames) as BuiltIn[]).map((role) => ({
      role,
      name: builtInNames[role],
      built_in: true,
      permissions: permissionsOfBuiltIn(role, this.book.all),
    }));
    const permissions = Object.entries(this.catalogue.permissions);
    return {
      roles: [
        ...builtIn,
        ...own.map((role) => shown({ ...role, permissions: this.book.known(role.permissions) })),
      ],
      permissions: permissions.map(([permission, about]) => ({ permission, about })),
    };
  }

  async putRole(input: In<typeof orgs, 'putRole'>, caller: Caller) {
    const { org_id: orgId, role, name } = input;
    await this.standings.demand(caller, orgId, 'orgs.roles');
    if (isBuiltIn(role)) throw orgs.error('putRole', 'role_built_in');
    const permissions = this.allKnown(input.permissions);
    return this.db.write(async (em) => {
      const actor = await this.standings.locked(em, caller, orgId, 'orgs.roles');
      const before = await this.reached(actor, role);
      if (!reaches(actor, { role, permissions: new Set(permissions) }))
        throw orgs.error('putRole', 'escalation');
      if (before) await this.change(em, before, { name, permissions });
      else await this.add(em, orgId, { role, name, permissions });
      return { role, name, permissions, built_in: false, created: before === null };
    });
  }

  async deleteRole({ org_id, role }: In<typeof orgs, 'deleteRole'>, caller: Caller) {
    await this.standings.demand(caller, org_id, 'orgs.roles');
    await this.db.write(async (em) => {
      const actor = await this.standings.locked(em, caller, org_id, 'orgs.roles');
      const found = await this.reached(actor, role);
      if (!found) throw orgs.error('deleteRole', 'role_not_found');
      const members = await em.countBy(Member, { orgId: org_id, role });
      const invited = await em.countBy(Invitation, { orgId: org_id, role, state: 'open' });
      if (members + invited > 0) throw orgs.error('deleteRole', 'role_in_use');
      await em.drop(OrgRole, { id: found.id });
    });
    return null;
  }

  private async add(
    em: Unit,
    orgId: string,
    about: Pick<OrgRole, 'role' | 'name' | 'permissions'>,
  ): Promise<void> {
    const most = this.config.maxRoles;
    if ((await em.countBy(OrgRole, { orgId })) >= most) throw orgs.error('putRole', 'too_many', { most });
    const now = this.clock.now();
    await em.add(OrgRole, { ...about, id: this.ids.next(), orgId, createdAt: now, updatedAt: now });
  }

  private async change(em: Unit, { id, orgId }: OrgRole, about: Partial<OrgRole>): Promise<void> {
    await em.change(OrgRole, { id }, { ...about, updatedAt: this.clock.now() });
    await this.store.allChanged(em, orgId);
  }

  /** A role of the organization's own, when the caller has all that it has; `null` when there is none. */
  private async reached(actor: Standing, role: string): Promise<OrgRole | null> {
    const found = await this.db.pick(OrgRole, { orgId: actor.org.id, role });
    if (found && !reaches(actor, { role, permissions: new Set(this.book.known(found.permissions)) }))
      throw orgs.error('putRole', 'escalation');
    return found;
  }

  private allKnown(permissions: readonly string[]): string[] {
    const wanted = [...new Set(permissions)];
    const known = new Set(this.book.known(wanted));
    const unknown = wanted.find((permission) => !known.has(permission));
    if (unknown !== undefined) throw orgs.error('putRole', 'permission_unknown', { permission: unknown });
    return wanted;
  }
}

const shown = ({ role, name, permissions }: Pick<OrgRole, 'role' | 'name' | 'permissions'>) => ({
  role,
  name,
  built_in: false,
  permissions: [...permissions],
});
