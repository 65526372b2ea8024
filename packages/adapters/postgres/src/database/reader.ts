import type pg from 'pg';
import { explainPostgres, isStalePlan } from '../rules/trouble.js';
import type { Speaker } from './speak.js';

/** Sends each statement over whichever connection is free. */
export class PoolSpeaker implements Speaker {
  constructor(private readonly pool: pg.Pool) {}

  async query(config: pg.QueryConfig): Promise<pg.QueryResult> {
    try {
      return await this.once(config);
    } catch (error) {
      // Only reads come here, and the connection that remembered too much is gone.
      if (isStalePlan(error)) return this.once(config);
      throw error;
    }
  }

  private async once(config: pg.QueryConfig): Promise<pg.QueryResult> {
    const client = await this.pool.connect();
    let isBroken = false;
    try {
      return await client.query(config);
    } catch (error) {
      isBroken = isStalePlan(error) || explainPostgres(error)?.kind === 'unavailable';
      throw error;
    } finally {
      client.release(isBroken);
    }
  }
}
