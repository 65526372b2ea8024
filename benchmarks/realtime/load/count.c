/* Finds the states in what comes, counts those of others that are newer than what was seen, and how old they are. */
#define _GNU_SOURCE
#include <string.h>
#include "load.h"

void saw_state(Client *client, uint64_t mark) {
  Tally *tally = &world.tally;
  int slot = (int)(mark % 1000);
  if (slot == client->slot) {
    tally->own++;
    return;
  }
  if (slot >= world.room_size || mark <= client->newest[slot]) {
    tally->repeated++;
    return;
  }
  client->newest[slot] = mark;
  tally->delivered++;
  Client *sender = &world.clients[client->room * world.room_size + slot];
  if (sender->awaited > 0 && --sender->awaited == 0) take_turn(sender);
  double age = mark_age_ms(mark) * 100;
  tally->latencies[age < 0 ? 0 : age >= HISTOGRAM ? HISTOGRAM - 1 : (int)age]++;
}

static uint64_t decimal(const uint8_t *at, const uint8_t *end) {
  uint64_t value = 0;
  for (; at < end && *at >= '0' && *at <= '9'; at++) value = value * 10 + (uint64_t)(*at - '0');
  return value;
}

static uint64_t big_endian(const uint8_t *at, int bytes) {
  uint64_t value = 0;
  for (int i = 0; i < bytes; i++) value = value << 8 | at[i];
  return value;
}

/* The number behind the key, in JSON or MessagePack. */
static uint64_t number_at(const uint8_t *at, const uint8_t *end) {
  if (end - at < 9) return 0;
  if (at[0] == '"' && at[1] == ':') return decimal(at + 2, end);
  if (at[0] == 0xcf) return big_endian(at + 1, 8);
  if (at[0] != 0xcb) return 0;
  uint64_t bits = big_endian(at + 1, 8);
  double value;
  memcpy(&value, &bits, sizeof value);
  return (uint64_t)value;
}

void count_states(Client *client, const uint8_t *payload, size_t length) {
  if (world.dialect->count == COUNT_SCHEMA) return count_schema(client, payload, length);
  if (world.dialect->count == COUNT_DELTA) return count_delta(client, payload, length);
  static const char key[] = "timestamp";
  const uint8_t *at = payload, *end = payload + length;
  while ((at = memmem(at, (size_t)(end - at), key, sizeof key - 1))) {
    at += sizeof key - 1;
    uint64_t mark = number_at(at, end);
    if (mark) saw_state(client, mark);
  }
}
