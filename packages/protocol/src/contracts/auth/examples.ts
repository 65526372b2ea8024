export const exampleUser = {
  user_id: '01890a5d-ac96-774b-bcce-b302099a8057',
  username: 'ann',
  email: 'ann@example.com',
  display_name: 'ann',
  avatar_url: null,
  preferences: {},
  is_guest: false,
  is_verified: false,
  language: null,
  created_at: '2026-01-01T12:00:00.000Z',
  last_login_at: '2026-01-01T12:00:00.000Z',
};
export const exampleSignedIn = {
  user_id: exampleUser.user_id,
  token: 'eyJhbGciOiJFZERTQSIs…',
  refresh_token: 'art_Zk3v…',
  expires_in: 900,
  device_token: 'adt_9sQx…',
  user: exampleUser,
};
