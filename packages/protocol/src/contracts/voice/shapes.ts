import { z } from 'zod';

export const IceServerInfo = z
  .object({
    urls: z.array(z.string()),
    username: z.string().optional(),
    credential: z.string().optional(),
  })
  .meta({ id: 'IceServer', description: 'a STUN or TURN server as RTCPeerConnection takes it' });

/** Somebody in the voice of a room. */
export const VoiceMemberInfo = z
  .object({
    player_id: z.string(),
    muted: z.boolean().meta({ description: 'by themselves' }),
    deafened: z.boolean(),
    speaking: z.boolean(),
    server_muted: z.boolean().meta({ description: 'by the host or a moderator' }),
    public_key: z.string().optional().meta({ description: 'ECDH key (P-256, raw) of this visit, base64url' }),
  })
  .meta({ id: 'VoiceMember' });

export type VoiceMemberInfo = z.infer<typeof VoiceMemberInfo>;
