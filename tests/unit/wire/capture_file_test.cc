// Capture files, whole, in pieces and broken.
#include "wire/capture_file.h"

#include <gtest/gtest.h>

#include <vector>

#include "unit/wire/hex.h"

namespace minato::wire {
namespace {

using Found = CaptureFileParser::Found;
using Bytes = std::vector<std::uint8_t>;

struct Read {
  std::vector<std::int64_t> times{};
  std::vector<std::size_t> lengths{};
  std::vector<std::uint16_t> links{};
  CaptureFileParser parser{};
};

/// Hands the file to the parser, `step` bytes more each time that it asks.
Read read(const Bytes& file, std::size_t step = SIZE_MAX) {
  Read out;
  std::size_t begin = 0;
  std::size_t end = std::min(step, file.size());
  CapturedFrame frame;
  while (true) {
    const Found found = out.parser.next(base::Bytes(file).subspan(begin, end - begin), frame);
    if (found == Found::fault) return out;
    if (found == Found::more) {
      if (end == file.size()) {
        static_cast<void>(out.parser.finish(end - begin));
        return out;
      }
      end = std::min(file.size(), end + std::min(step, file.size()));
      continue;
    }
    begin += out.parser.used();
    if (found != Found::frame) continue;
    out.times.push_back(frame.time_ns);
    out.lengths.push_back(frame.bytes.size());
    out.links.push_back(frame.link);
  }
}

class Writer {
 public:
  explicit Writer(bool big) : big_(big) {}
  Writer& u16(std::uint32_t value) { return number(value, 2); }
  Writer& u32(std::uint32_t value) { return number(value, 4); }
  Writer& raw(const Bytes& bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
    return *this;
  }
  Writer& block(std::uint32_t type, const Bytes& body) {
    const auto length = static_cast<std::uint32_t>(body.size() + 12);
    return u32(type).u32(length).raw(body).u32(length);
  }
  Bytes out{};

 private:
  Writer& number(std::uint32_t value, unsigned bytes) {
    for (unsigned i = 0; i < bytes; ++i) {
      const unsigned shift = 8 * (big_ ? bytes - 1 - i : i);
      out.push_back(static_cast<std::uint8_t>(value >> shift));
    }
    return *this;
  }
  bool big_;
};

Bytes pcap(std::uint32_t magic, bool big, unsigned extra = 0) {
  Writer writer(big);
  writer.u32(magic).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(1);
  writer.u32(100).u32(5).u32(3).u32(60).raw(Bytes(extra, 0)).raw({1, 2, 3});
  writer.u32(101).u32(6).u32(1).u32(1).raw(Bytes(extra, 0)).raw({9});
  return writer.out;
}

TEST(CaptureFile, reads_every_kind_of_pcap) {
  struct Case {
    std::uint32_t magic;
    bool big;
    unsigned extra;
    std::int64_t fraction;
  };
  for (const Case& c : {Case{0xa1b2c3d4, false, 0, 5000}, Case{0xa1b2c3d4, true, 0, 5000},
                        Case{0xa1b23c4d, false, 0, 5}, Case{0xa1b23c4d, true, 0, 5},
                        Case{0xa1b2cd34, false, 8, 5000}, Case{0xa1b2cd34, true, 8, 5000}}) {
    const Read got = read(pcap(c.magic, c.big, c.extra));
    ASSERT_EQ(got.lengths, (std::vector<std::size_t>{3, 1})) << std::hex << c.magic << c.big;
    EXPECT_EQ(got.times[0], 100'000'000'000 + c.fraction);
    EXPECT_EQ(got.parser.fault_rule(), "");
  }
}

TEST(CaptureFile, does_not_care_in_which_pieces_a_file_comes) {
  const Bytes file = pcap(0xa1b2c3d4, false);
  for (std::size_t step = 1; step < file.size(); ++step) {
    EXPECT_EQ(read(file, step).lengths, (std::vector<std::size_t>{3, 1})) << step;
  }
}

TEST(CaptureFile, tells_where_a_pcap_is_cut_and_keeps_what_was_before) {
  const Bytes whole = pcap(0xa1b2c3d4, false);
  for (std::size_t size = 44; size < whole.size(); ++size) {
    const Read got = read(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
    EXPECT_EQ(got.lengths.size(), 1U);
    if (size == 43) continue;
    EXPECT_EQ(got.parser.fault_offset(), 43U) << size;
  }
}

TEST(CaptureFile, refuses_a_record_longer_than_any_frame) {
  Writer writer(false);
  writer.u32(0xa1b2c3d4).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(1);
  writer.u32(1).u32(1).u32(0x7fffffff).u32(1);
  const Read got = read(writer.out);
  EXPECT_EQ(got.parser.fault_offset(), 32U);
  EXPECT_NE(got.parser.fault_rule(), "");
}

Bytes pcapng(bool big) {
  Writer section(big);
  section.u32(0x1a2b3c4d).u16(1).u16(0).u32(UINT32_MAX).u32(UINT32_MAX);
  Writer ethernet(big);
  ethernet.u16(1).u16(0).u32(0).u16(2).u16(4).raw({'e', 't', 'h', '0'}).u16(0).u16(0);
  Writer raw(big);
  raw.u16(101).u16(0).u32(0).u16(9).u16(1).raw({9, 0, 0, 0}).u16(0).u16(0);
  Writer first(big);
  first.u32(0).u32(0).u32(7).u32(3).u32(60).raw({1, 2, 3, 0});
  first.u16(1).u16(2).raw({'h', 'i', 0, 0}).u16(0).u16(0);
  Writer second(big);
  second.u32(1).u32(0).u32(7).u32(4).u32(4).raw({4, 5, 6, 7});
  Writer simple(big);
  simple.u32(2).raw({8, 9, 0, 0});
  Writer names(big);
  names.u16(1).u16(9).raw({192, 0, 2, 1, 'd', 'o', 'o', 'r', 0, 0, 0, 0}).u16(0).u16(0);
  Writer file(big);
  file.block(0x0a0d0d0a, section.out).block(1, ethernet.out).block(1, raw.out);
  file.block(6, first.out).block(6, second.out).block(3, simple.out).block(4, names.out);
  file.block(0x0bad, {}).block(10, {0, 0, 0, 0});
  return file.out;
}

TEST(CaptureFile, reads_pcapng_with_several_interfaces_in_both_byte_orders) {
  for (const bool big : {false, true}) {
    const Read got = read(pcapng(big));
    EXPECT_EQ(got.parser.fault_rule(), "");
    EXPECT_EQ(got.lengths, (std::vector<std::size_t>{3, 4, 2}));
    EXPECT_EQ(got.links, (std::vector<std::uint16_t>{1, 101, 1}));
    EXPECT_EQ(got.times, (std::vector<std::int64_t>{7000, 7, 0}));
    EXPECT_EQ(got.parser.interfaces()[0].name, "eth0");
    ASSERT_EQ(got.parser.names().size(), 1U);
    EXPECT_EQ(got.parser.names()[0].name, "door");
    EXPECT_TRUE(got.parser.has_secrets());
  }
}

TEST(CaptureFile, never_reads_beyond_a_pcapng_that_is_cut_anywhere) {
  const Bytes whole = pcapng(false);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Read got = read(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
    EXPECT_LE(got.lengths.size(), 3U);
  }
}

TEST(CaptureFile, says_that_other_files_are_none) {
  for (const Bytes& other : {Bytes{}, Bytes{1}, Bytes(100, 'a')}) {
    const Read got = read(other);
    EXPECT_EQ(got.parser.format(), CaptureFormat::unknown);
    EXPECT_NE(got.parser.fault_rule(), "");
  }
}

}  // namespace
}  // namespace minato::wire
