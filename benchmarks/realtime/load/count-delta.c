/* States in the packed differences of our server: what `StateDecoder` of @aethex/protocol reads, as far as the mark. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include "load.h"

enum { SHAPES = 32, FIELDS = 8, KEY = 16 };
enum { IS_KEYFRAME = 1, HAS_SHAPES = 2, HAS_GONE = 4 };
enum { IS_WHOLE = 1, HAS_REST = 2, HAS_FIELDS = 4 };
enum { NUMBER_F32 = 1, NUMBER_F64 = 3 };

typedef struct {
  char key[KEY];
  int size;
  bool is_stepped;
} Shape;

typedef struct {
  int fields[FIELDS], count;
  int64_t mark;
} Track;

struct DeltaView {
  Shape shapes[SHAPES];
  Track tracks[ROOM_MOST];
};

typedef struct {
  const uint8_t *at, *end;
} Reader;

static uint8_t byte_of(Reader *from) {
  if (from->at >= from->end) fail("a packed state ends too early");
  return *from->at++;
}

static uint64_t varint(Reader *from) {
  uint64_t value = 0;
  for (int shift = 0; shift < 63; shift += 7) {
    uint8_t byte = byte_of(from);
    value |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  fail("a number of a packed state is too large");
}

static const uint8_t *skip(Reader *from, uint64_t length) {
  if (length > (uint64_t)(from->end - from->at)) fail("a packed state promises more than it holds");
  from->at += length;
  return from->at - length;
}

static int below(uint64_t value, int most) {
  if (value >= (uint64_t)most) fail("a packed state has more than the load generator reads");
  return (int)value;
}

/* How many numbers a template holds: MessagePack of maps, lists, short texts and zeros. */
static int numbers_in(Reader *from) {
  uint8_t head = byte_of(from);
  int count = 0, parts = head & 0x0f;
  if (head < 0x80) return 1;
  if ((head & 0xe0) == 0xa0) {
    skip(from, head & 0x1f);
    return 0;
  }
  if ((head & 0xf0) == 0x80) {
    for (int i = 0; i < parts; i++) {
      numbers_in(from);
      count += numbers_in(from);
    }
    return count;
  }
  if ((head & 0xf0) != 0x90) return 0;
  for (int i = 0; i < parts; i++) count += numbers_in(from);
  return count;
}

static void read_shapes(Reader *from, struct DeltaView *view) {
  static const uint8_t no_step[8];
  int first = below(varint(from), SHAPES), count = below(varint(from), SHAPES - first);
  for (int i = first; i < first + count; i++) {
    Shape *shape = &view->shapes[i];
    int length = below(varint(from), KEY);
    memcpy(shape->key, skip(from, (uint64_t)length), (size_t)length);
    shape->key[length] = 0;
    shape->is_stepped = memcmp(skip(from, 8), no_step, 8) != 0;
    uint64_t size = varint(from);
    const uint8_t *template = skip(from, size);
    Reader inside = {template, template + size};
    shape->size = numbers_in(&inside);
  }
}

static void drop_field(Track *track, const struct DeltaView *view, const char *key) {
  for (int i = 0; i < track->count; i++) {
    if (strcmp(view->shapes[track->fields[i]].key, key) != 0) continue;
    track->count--;
    memmove(&track->fields[i], &track->fields[i + 1], sizeof(int) * (size_t)(track->count - i));
    return;
  }
}

static void read_fields(Reader *from, Track *track, const struct DeltaView *view) {
  for (uint64_t left = varint(from); left > 0; left--) {
    int number = below(varint(from), SHAPES);
    const Shape *shape = &view->shapes[number];
    drop_field(track, view, shape->key);
    track->fields[below((uint64_t)track->count++, FIELDS)] = number;
    if (strcmp(shape->key, "mark") == 0) track->mark = 0;
  }
}

/* A difference, or 0 for a number that was sent as it is: marks never are. */
static int64_t read_number(Reader *from, const Shape *shape) {
  uint64_t head = varint(from);
  if (shape->is_stepped) return head % 2 == 0 ? (int64_t)(head / 2) : -(int64_t)((head + 1) / 2);
  if (head % 2 == 0) return head % 4 == 0 ? (int64_t)(head / 4) : -(int64_t)((head + 2) / 4);
  skip(from, head == NUMBER_F32 ? 4 : 8);
  return 0;
}

static void read_numbers(Reader *from, Track *track, const struct DeltaView *view) {
  uint8_t groups[FIELDS * 8] = {0};
  int numbers = 0, at = 0;
  for (int i = 0; i < track->count; i++) numbers += view->shapes[track->fields[i]].size;
  for (int i = 0; i < (numbers + 6) / 7; i++) {
    groups[i] = byte_of(from);
    if (groups[i] < 0x80) break;
  }
  for (int i = 0; i < track->count; i++) {
    const Shape *shape = &view->shapes[track->fields[i]];
    bool is_mark = strcmp(shape->key, "mark") == 0;
    for (int j = 0; j < shape->size; j++, at++) {
      if (!(groups[at / 7] & (1 << (at % 7)))) continue;
      int64_t difference = read_number(from, shape);
      if (is_mark) track->mark += difference;
    }
  }
}

static void read_part(Client *client, Reader *from, struct DeltaView *view) {
  uint64_t head = varint(from);
  int bits = head % 2 ? byte_of(from) : 0;
  Track *track = &view->tracks[below(head / 2, ROOM_MOST)];
  if (bits & IS_WHOLE) {
    uint64_t length = varint(from);
    skip(from, length ? length - 1 : 16);
    memset(track, 0, sizeof *track);
  }
  if (bits & HAS_REST) skip(from, varint(from));
  if (bits & HAS_FIELDS) read_fields(from, track, view);
  read_numbers(from, track, view);
  if (track->mark) saw_state(client, mark_from_short((uint32_t)track->mark));
}

void count_delta(Client *client, const uint8_t *payload, size_t length) {
  static const char head[] = "\x82\xa4type\xacstate_update\xa1" "d";
  size_t start = sizeof head - 1;
  if (length < start + 3 || memcmp(payload, head, start) != 0) return;
  start += payload[start] == 0xc4 ? 2 : payload[start] == 0xc5 ? 3 : 5;
  Reader from = {payload + start, payload + length};
  if (!client->view) client->view = calloc(1, sizeof *client->view);
  uint8_t bits = byte_of(&from);
  skip(&from, 1);
  varint(&from);
  varint(&from);
  if (bits & IS_KEYFRAME) memset(client->view, 0, sizeof *client->view);
  if (bits & HAS_SHAPES) read_shapes(&from, client->view);
  if (bits & HAS_GONE)
    for (uint64_t left = varint(&from); left > 0; left--) varint(&from);
  while (from.at < from.end) read_part(client, &from, client->view);
}
