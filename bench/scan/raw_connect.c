// The raw limit of connect(): one thread, one epoll instance, a fixed number of sockets under way.
// bench/scan divides by it.
//
//   raw_connect ADDRESS FIRST-PORT PORTS UNDER-WAY
// Prints: connections tried, seconds, connections made.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  struct sockaddr_in to = {.sin_family = AF_INET};
  inet_pton(AF_INET, argv[1], &to.sin_addr);
  const unsigned first = (unsigned)atoi(argv[2]);
  const unsigned ports = (unsigned)atoi(argv[3]);
  const unsigned most = (unsigned)atoi(argv[4]);
  const int events = epoll_create1(0);
  struct epoll_event ready[256];
  unsigned begun = 0, ended = 0, made = 0;
  const struct linger at_once = {1, 0};
  const double start = now();
  while (ended < ports) {
    while (begun < ports && begun - ended < most) {
      const int s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      if (s < 0) return 4;
      to.sin_port = htons((unsigned short)(first + begun++));
      if (connect(s, (struct sockaddr*)&to, sizeof to) == 0 || errno != EINPROGRESS) {
        ++ended;
        close(s);
        continue;
      }
      struct epoll_event wanted = {.events = EPOLLOUT, .data.fd = s};
      epoll_ctl(events, EPOLL_CTL_ADD, s, &wanted);
    }
    const int count = epoll_wait(events, ready, 256, 1000);
    if (count == 0) break;
    for (int i = 0; i < count; ++i) {
      int error = 0;
      socklen_t length = sizeof error;
      getsockopt(ready[i].data.fd, SOL_SOCKET, SO_ERROR, &error, &length);
      if (error == 0) {
        ++made;
        setsockopt(ready[i].data.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
      }
      close(ready[i].data.fd);
      ++ended;
    }
  }
  printf("%u %.6f %u\n", ended, now() - start, made);
  return 0;
}
