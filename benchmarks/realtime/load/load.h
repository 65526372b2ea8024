/* A load generator for rooms over WebSocket: one thread, epoll, loopback only. See ../README.md for its commands. */
#ifndef LOAD_H
#define LOAD_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LONGEST_FRAME = 1 << 22, ROOM_MOST = 128, HISTOGRAM = 400000 };

/* What a client does before the load begins. */
typedef enum { STEP_CONNECT, STEP_SEND_TEXT, STEP_SEND_BINARY, STEP_AWAIT } StepKind;

typedef struct {
  StepKind kind;
  uint8_t *bytes;
  size_t length;
} Step;

typedef enum { IDLE, CONNECTING, UPGRADING, PREPARING, READY, CLOSED } ClientState;

typedef struct {
  int fd;
  ClientState state;
  int index, room, slot;
  Step *steps;
  int step_count, step;
  /* What came and is not yet a whole frame, and what could not be written yet. */
  uint8_t *rest, *waiting;
  size_t rest_length, rest_room, waiting_length, waiting_room;
  /* For each slot of the room the newest mark that was seen. */
  uint64_t *newest;
  /* Where the player walks. */
  double x, z, radius, speed, phase;
  /* What was told in packed differences. */
  struct DeltaView *view;
  /* How many of the others have not yet got the last update, and since when. */
  int awaited;
  int64_t sent_at, pinged_at;
} Client;

/* How updates look, and how to find states in what comes. */
typedef enum { UPDATE_JSON, UPDATE_SOCKETIO, UPDATE_MSGPACK, UPDATE_DELTA, UPDATE_COLYSEUS, UPDATE_SCHEMA } UpdateKind;
typedef enum { COUNT_MARKS, COUNT_SCHEMA, COUNT_DELTA } CountKind;

typedef struct {
  const char *name;
  UpdateKind update;
  CountKind count;
} Dialect;

typedef struct {
  int64_t sent, skipped, delivered, own, repeated, frames, bytes, closed, pings, longest_silence;
  int64_t latencies[HISTOGRAM]; /* in steps of 10 microseconds, the last one for all that are longer */
} Tally;

typedef struct {
  int port, epoll, sources, opening;
  const Dialect *dialect;
  int room_size, client_count, room_count, ready, under_way, next_to_open;
  Client *clients;
  /* In the closed loop: whose last update has come to everybody, so that it is their turn again, in a ring. */
  int *turns, first_turn, turn_count;
  Tally tally;
} World;

extern World world;

/* marks.c: microseconds since the start of the program; tens of them, of which marks are made. */
int64_t now_us(void);
uint64_t mark_of(int slot);
double mark_age_ms(uint64_t mark);
uint64_t short_mark_of(int slot);
uint64_t mark_from_short(uint32_t shortened);

/* plan.c */
void read_plan(const char *file);

/* client.c: opens clients and takes them through their steps. */
void open_more(void);
void on_event(Client *client, uint32_t events);
void close_client(Client *client, const char *why);
void take_steps(Client *client);
bool expected(Client *client, const uint8_t *bytes, size_t length);

/* wire.c: WebSocket frames and their bytes. */
void send_frame(Client *client, int opcode, const uint8_t *payload, size_t length);
void send_bytes(Client *client, const uint8_t *bytes, size_t length);
void write_waiting(Client *client);
void read_frames(Client *client);
void poll_once(int timeout_ms);

/* update.c: writes an update of the client as it stands now; gives back its length. */
size_t write_update(Client *client, uint8_t *out, bool *binary);
void place_players(void);

/* count.c, count-packed.c, count-delta.c */
void count_states(Client *client, const uint8_t *payload, size_t length);
void saw_state(Client *client, uint64_t mark);
void take_turn(Client *client);
void count_schema(Client *client, const uint8_t *payload, size_t length);
void count_delta(Client *client, const uint8_t *payload, size_t length);

/* pace.c */
void run_open(double rate, double seconds, int players);
void run_closed(double seconds, int window);
void run_idle(double seconds);

void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
#endif
