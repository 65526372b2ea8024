/* load <port> <plan> [source addresses] [clients that open at once]; then commands on stdin, a report for each. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include "load.h"

enum { OPENING_MOST_US = 180000000 };

World world;

void fail(const char *format, ...) {
  va_list words;
  va_start(words, format);
  fputs("load: ", stderr);
  vfprintf(stderr, format, words);
  fputc('\n', stderr);
  va_end(words);
  exit(1);
}

static void all_files(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

static void open_all(void) {
  int64_t end = now_us() + OPENING_MOST_US;
  open_more();
  while (world.ready < world.client_count) {
    if (now_us() > end) fail("only %d of %d clients are ready", world.ready, world.client_count);
    poll_once(100);
  }
  printf("{\"ready\":%d,\"took\":%.3f}\n", world.ready, (double)now_us() / 1e6);
  fflush(stdout);
}

/* Commands come while sockets live: pings are answered between them as well. */
static void serve_commands(void) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[64];
  epoll_ctl(world.epoll, EPOLL_CTL_ADD, 0, &event);
  for (;;) {
    int count = epoll_wait(world.epoll, events, 64, -1);
    for (int i = 0; i < count; i++) {
      if (events[i].data.ptr) {
        on_event(events[i].data.ptr, events[i].events);
        continue;
      }
      char line[128];
      double first, second;
      int players = world.client_count;
      if (!fgets(line, sizeof line, stdin)) exit(0);
      epoll_ctl(world.epoll, EPOLL_CTL_DEL, 0, NULL);
      if (sscanf(line, "open %lf %lf %d", &first, &second, &players) >= 2) run_open(first, second, players);
      else if (sscanf(line, "closed %lf %d", &first, &players) >= 1) run_closed(first, players);
      else if (sscanf(line, "idle %lf", &first) == 1) run_idle(first);
      else fail("no such command: %s", line);
      epoll_ctl(world.epoll, EPOLL_CTL_ADD, 0, &event);
    }
  }
}

int main(int count, char **words) {
  if (count < 3) fail("usage: load <port> <plan> [source addresses] [clients that open at once]");
  world.port = atoi(words[1]);
  world.sources = count > 3 ? atoi(words[3]) : 1;
  world.opening = count > 4 ? atoi(words[4]) : 16;
  world.epoll = epoll_create1(0);
  all_files();
  read_plan(words[2]);
  place_players();
  open_all();
  serve_commands();
}
