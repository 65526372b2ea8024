import { ForbiddenException, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';

/** A guard of the studio over everything, AeThex's routes too: `X-Maintenance: on` closes the house. */
@Injectable()
export class MaintenanceGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    if (headers['x-maintenance'] === 'on') throw new ForbiddenException('Back in an hour');
    return true;
  }
}
