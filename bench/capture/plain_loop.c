// plain_loop FILE: the least that a count of conversations can cost: a mapped pcap file, Ethernet
// and IPv4 only, one hash table. What minato's own work is measured against.
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { kSlots = 1 << 17 };

struct slot {
  uint64_t addresses;
  uint32_t ports;
  uint32_t used;
  uint64_t packets;
  uint64_t bytes;
};

static struct slot table[kSlots];

static uint32_t u32(const uint8_t* at) {
  uint32_t value;
  memcpy(&value, at, 4);
  return value;
}

static void count(const uint8_t* frame, uint32_t length) {
  if (length < 38 || frame[12] != 8 || frame[13] != 0) return;
  const uint8_t* ip = frame + 14;
  const uint8_t* transport = ip + (ip[0] & 15) * 4;
  uint32_t source = u32(ip + 12);
  uint32_t destination = u32(ip + 16);
  uint32_t from = (uint32_t)(transport[0] << 8 | transport[1]);
  uint32_t to = (uint32_t)(transport[2] << 8 | transport[3]);
  if (source > destination || (source == destination && from > to)) {
    uint32_t other = source;
    source = destination;
    destination = other;
    other = from;
    from = to;
    to = other;
  }
  const uint64_t addresses = (uint64_t)source << 32 | destination;
  const uint32_t ports = from << 16 | to;
  uint64_t hash = (addresses ^ (uint64_t)ports * 0x9e3779b97f4a7c15u) * 0x9e3779b97f4a7c15u;
  size_t at = (size_t)(hash >> 40) % kSlots;
  while (table[at].used && (table[at].addresses != addresses || table[at].ports != ports)) {
    at = (at + 1) % kSlots;
  }
  table[at].used = 1;
  table[at].addresses = addresses;
  table[at].ports = ports;
  ++table[at].packets;
  table[at].bytes += length;
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const int file = open(argv[1], O_RDONLY);
  struct stat about;
  if (file < 0 || fstat(file, &about) != 0) return 1;
  const size_t size = (size_t)about.st_size;
  const uint8_t* bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
  if (bytes == MAP_FAILED) return 1;
  madvise((void*)bytes, size, MADV_SEQUENTIAL);
  uint64_t packets = 0;
  for (size_t at = 24; at + 16 <= size; ++packets) {
    const uint32_t captured = u32(bytes + at + 8);
    if (captured > size - at - 16) break;
    count(bytes + at + 16, captured);
    at += 16 + captured;
  }
  uint64_t conversations = 0;
  for (size_t i = 0; i < kSlots; ++i) conversations += table[i].used;
  printf("%lu packets, %lu conversations\n", (unsigned long)packets, (unsigned long)conversations);
  return 0;
}
