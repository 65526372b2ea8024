import { exampleOrg } from '../orgs/examples.js';

export const { org_id } = exampleOrg;

export const examplePlan = {
  plan: 'pro',
  title: 'Pro',
  price: 99,
  currency: 'USD',
  limits: { 'auth.monthly_players': 50_000, 'saves.bytes_per_player': 5_368_709_120 },
  includes: ['Advanced analytics', 'Priority support', 'Custom branding'],
};

export const exampleMeter = {
  meter: 'auth.monthly_players',
  about: 'Players who signed in or kept playing in the month, each counted once.',
  unit: 'count' as const,
  kind: 'distinct' as const,
  action: 'refuse' as const,
  unit_price: null,
};

export const exampleUsage = {
  meter: 'auth.monthly_players',
  unit: 'count' as const,
  limit: 50_000,
  used: 41_200,
  held: 0,
  state: 'near' as const,
  action: 'refuse' as const,
  forecast: 47_300,
};
