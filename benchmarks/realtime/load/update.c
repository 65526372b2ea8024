/* Players who walk in circles, jump now and then and are hurt now and then, and their updates in every dialect. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "load.h"

typedef struct {
  uint64_t mark;
  double x, y, z, heading;
  int health;
} Pose;

/* Formats that say who a state is of by a number of their own, and do not pass `timestamp` on. */
static bool has_short_mark(void) {
  return world.dialect->update == UPDATE_SCHEMA || world.dialect->update == UPDATE_DELTA;
}

static double draw(double low, double high) {
  static uint64_t state = 88172645463325252ULL;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return low + (high - low) * (double)(state >> 11) / (double)(1ULL << 53);
}

void place_players(void) {
  for (int i = 0; i < world.client_count; i++) {
    Client *client = &world.clients[i];
    client->x = draw(200, 900);
    client->z = draw(200, 900);
    client->radius = draw(5, 40);
    client->speed = draw(2, 6) / client->radius;
    client->phase = draw(0, 60);
  }
}

/* Coordinates in hundredths, headings in tenths, as games round them; numbers of as many digits as the last time. */
static Pose pose_of(Client *client) {
  double seconds = (double)now_us() / 1e6 + client->phase;
  double angle = seconds * client->speed, jump = fmod(seconds, 5);
  Pose pose = {
    .x = round((client->x + client->radius * cos(angle)) * 100) / 100,
    .y = jump < 0.6 ? round((2.5 + 6 * jump - 10 * jump * jump) * 100) / 100 : 2.5,
    .z = round((client->z + client->radius * sin(angle)) * 100) / 100,
    .heading = round((100 + fmod(angle * 180 / 3.14159265358979, 360)) * 10) / 10,
    .health = 99 - (int)(seconds / 3) % 80,
  };
  pose.mark = has_short_mark() ? short_mark_of(client->slot) : mark_of(client->slot);
  return pose;
}

static uint8_t *put(uint8_t *at, const char *text) {
  size_t length = strlen(text);
  memcpy(at, text, length);
  return at + length;
}

static uint8_t *put_digits(uint8_t *at, uint64_t value, int digits) {
  for (int i = digits - 1; i >= 0; i--, value /= 10) at[i] = (uint8_t)('0' + value % 10);
  return at + digits;
}

static uint8_t *put_fixed(uint8_t *at, double value, int whole, int places) {
  uint64_t scale = places == 2 ? 100 : 10, scaled = (uint64_t)(value * (double)scale + 0.5);
  at = put_digits(at, scaled / scale, whole);
  *at++ = '.';
  return put_digits(at, scaled % scale, places);
}

static uint8_t *put_json(uint8_t *at, const Pose *pose) {
  at = put_digits(put(at, "\"timestamp\":"), pose->mark, 13);
  at = put_fixed(put(at, ",\"data\":{\"position\":{\"x\":"), pose->x, 3, 2);
  at = put_fixed(put(at, ",\"y\":"), pose->y, 1, 2);
  at = put_fixed(put(at, ",\"z\":"), pose->z, 3, 2);
  at = put_fixed(put(at, "},\"rotation\":{\"x\":0,\"y\":"), pose->heading, 3, 1);
  at = put_digits(put(at, ",\"z\":0},\"health\":"), (uint64_t)pose->health, 2);
  return put(at, ",\"custom\":{}}}");
}

static uint8_t *put_key(uint8_t *at, const char *key) {
  *at++ = (uint8_t)(0xa0 | strlen(key));
  return put(at, key);
}

/* Without a fraction as the least integer that holds it, as msgpackr does; else 64 bits. */
static uint8_t *put_number(uint8_t *at, const char *key, double value) {
  at = put_key(at, key);
  if (value >= 0 && value < 128 && value == floor(value)) {
    *at++ = (uint8_t)value;
    return at;
  }
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  *at++ = 0xcb;
  for (int shift = 56; shift >= 0; shift -= 8) *at++ = (uint8_t)(bits >> shift);
  return at;
}

static uint8_t *put_msgpack(uint8_t *at, const Pose *pose) {
  at = put_number(at, "timestamp", (double)pose->mark);
  at = put_key(at, "data");
  *at++ = world.dialect->update == UPDATE_DELTA ? 0x85 : 0x84;
  at = put_key(at, "position");
  *at++ = 0x83;
  at = put_number(put_number(put_number(at, "x", pose->x), "y", pose->y), "z", pose->z);
  at = put_key(at, "rotation");
  *at++ = 0x83;
  at = put_number(put_number(put_number(at, "x", 0), "y", pose->heading), "z", 0);
  at = put_key(put_number(at, "health", pose->health), "custom");
  *at++ = 0x80;
  return world.dialect->update == UPDATE_DELTA ? put_number(at, "mark", (double)pose->mark) : at;
}

size_t write_update(Client *client, uint8_t *out, bool *binary) {
  Pose pose = pose_of(client);
  uint8_t *at = out;
  *binary = true;
  switch (world.dialect->update) {
    case UPDATE_JSON:
      *binary = false;
      return (size_t)(put_json(put(at, "{\"type\":\"state_update\","), &pose) - out);
    case UPDATE_SOCKETIO:
      *binary = false;
      at = put_json(put(at, "42[\"state_update\",{"), &pose);
      return (size_t)(put(at, "]") - out);
    case UPDATE_MSGPACK:
    case UPDATE_DELTA:
      *at++ = 0x83;
      at = put_key(put_key(at, "type"), "state_update");
      return (size_t)(put_msgpack(at, &pose) - out);
    default:
      /* Colyseus: ROOM_DATA, the type of the message, and its MessagePack. */
      *at++ = 13;
      at = put_key(at, "state_update");
      *at++ = 0x82;
      return (size_t)(put_msgpack(at, &pose) - out);
  }
}
