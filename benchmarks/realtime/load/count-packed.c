/* States in formats that name no keys. */
#include <string.h>
#include "load.h"

enum { ROOM_STATE_PATCH = 15, SWITCH_TO_STRUCTURE = 255 };
/* Sizes of the fields of a player in ../sides/colyseus.mjs, by their number; the last one is the mark. */
static const size_t sizes[] = {4, 4, 4, 4, 1, 4};
enum { FIELDS = sizeof sizes / sizeof *sizes, MARK = FIELDS - 1 };

/* A number of @colyseus/schema as far as it is used for references: small, or of 8, 16 or 32 bits. */
static size_t reference(const uint8_t *at, const uint8_t *end) {
  if (at >= end) return 0;
  size_t length = *at < 0x80 ? 1 : *at == 0xcc ? 2 : *at == 0xcd ? 3 : *at == 0xce ? 5 : 0;
  return length <= (size_t)(end - at) ? length : 0;
}

/* A patch is a row of: 255, reference, and for each changed field operation | number, then its value. */
void count_schema(Client *client, const uint8_t *payload, size_t length) {
  const uint8_t *at = payload + 1, *end = payload + length;
  if (length < 2 || payload[0] != ROOM_STATE_PATCH) return;
  while (at < end) {
    if (*at == SWITCH_TO_STRUCTURE) {
      size_t taken = reference(at + 1, end);
      if (!taken) return;
      at += 1 + taken;
      continue;
    }
    size_t field = *at++ & 0x3f;
    if (field >= FIELDS || sizes[field] > (size_t)(end - at)) return;
    if (field == MARK) {
      uint32_t mark;
      memcpy(&mark, at, sizeof mark);
      saw_state(client, mark_from_short(mark));
    }
    at += sizes[field];
  }
}
