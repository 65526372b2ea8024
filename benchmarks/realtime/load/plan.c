/* A plan: `<dialect> <players in a room>`, then for each client its steps, a line each, and a line with a dot. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "load.h"

static const Dialect dialects[] = {
  {"json", UPDATE_JSON, COUNT_MARKS},
  {"msgpack", UPDATE_MSGPACK, COUNT_MARKS},
  {"delta", UPDATE_DELTA, COUNT_DELTA},
  {"socketio", UPDATE_SOCKETIO, COUNT_MARKS},
  {"colyseus", UPDATE_COLYSEUS, COUNT_MARKS},
  {"schema", UPDATE_SCHEMA, COUNT_SCHEMA},
};

static const Dialect *dialect_of(const char *name) {
  for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++)
    if (strcmp(dialects[i].name, name) == 0) return &dialects[i];
  fail("no dialect is called %s", name);
}

static void add_bytes(Step *step, const char *text) {
  step->length = strlen(text);
  step->bytes = malloc(step->length + 1);
  memcpy(step->bytes, text, step->length + 1);
}

static void add_hex(Step *step, const char *hex) {
  step->length = strlen(hex) / 2;
  step->bytes = malloc(step->length + 1);
  for (size_t i = 0; i < step->length; i++) {
    unsigned value;
    if (sscanf(hex + 2 * i, "%2x", &value) != 1) fail("not hexadecimal: %s", hex);
    step->bytes[i] = (uint8_t)value;
  }
}

static void add_step(Client *client, const char *line) {
  static const struct {
    const char *word;
    StepKind kind;
    bool hex;
  } words[] = {
    {"connect ", STEP_CONNECT, false},   {"text ", STEP_SEND_TEXT, false}, {"binary ", STEP_SEND_BINARY, true},
    {"await ", STEP_AWAIT, false},       {"await-hex ", STEP_AWAIT, true},
  };
  client->steps = realloc(client->steps, sizeof(Step) * (size_t)(client->step_count + 1));
  Step *step = &client->steps[client->step_count++];
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    size_t length = strlen(words[i].word);
    if (strncmp(line, words[i].word, length) != 0) continue;
    step->kind = words[i].kind;
    if (words[i].hex) add_hex(step, line + length);
    else add_bytes(step, line + length);
    return;
  }
  fail("no such step: %s", line);
}

static Client *add_client(void) {
  int index = world.client_count++;
  world.clients = realloc(world.clients, sizeof(Client) * (size_t)world.client_count);
  Client *client = &world.clients[index];
  memset(client, 0, sizeof *client);
  client->fd = -1;
  client->index = index;
  client->room = index / world.room_size;
  client->slot = index % world.room_size;
  client->newest = calloc((size_t)world.room_size, sizeof(uint64_t));
  return client;
}

void read_plan(const char *file) {
  FILE *plan = fopen(file, "r");
  char name[32], *line = NULL;
  size_t room = 0;
  if (!plan || fscanf(plan, "%31s %d\n", name, &world.room_size) != 2) fail("no plan in %s", file);
  if (world.room_size < 1 || world.room_size > ROOM_MOST) fail("a room has 1 to %d players", ROOM_MOST);
  world.dialect = dialect_of(name);
  Client *client = NULL;
  for (ssize_t length; (length = getline(&line, &room, plan)) >= 0;) {
    if (length > 0 && line[length - 1] == '\n') line[length - 1] = 0;
    if (strcmp(line, ".") == 0) client = NULL;
    else add_step(client ? client : (client = add_client()), line);
  }
  free(line);
  fclose(plan);
  world.room_count = (world.client_count + world.room_size - 1) / world.room_size;
  world.turns = calloc((size_t)world.client_count, sizeof(int));
}
