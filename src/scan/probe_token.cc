// Making and checking tokens.
#include "scan/probe_token.h"

#include "scan/answer_event.h"

namespace minato::scan {
namespace {

constexpr std::uint32_t kHashBits = ~std::uint32_t{0x1f};
constexpr unsigned kTryMask = 0xf;

std::uint32_t number_of(std::uint64_t hash, std::uint8_t try_number) {
  return (static_cast<std::uint32_t>(hash) & kHashBits) | (try_number & kTryMask) << 1;
}

}  // namespace

std::uint64_t TokenMaker::hash(const model::IpAddress& target, std::uint16_t port,
                               std::uint16_t kind) const {
  SipHash hash(key_);
  base::ByteReader in(target.bytes());
  const std::uint64_t place = std::uint64_t{port} << 16 | kind;
  if (target.is_v4()) {
    hash.word(std::uint64_t{in.u32()} << 32 | place);
    return hash.finish(8);
  }
  hash.word(in.u64());
  hash.word(in.u64());
  hash.word(std::uint64_t{target.scope()} << 32 | place);
  return hash.finish(24);
}

ProbeToken TokenMaker::make(const model::IpAddress& target, std::uint16_t port, std::uint16_t kind,
                            std::uint8_t try_number) const {
  const std::uint64_t mixed = hash(target, port, kind);
  ProbeToken token{.number = number_of(mixed, try_number)};
  const auto offset =
      static_cast<std::uint16_t>((mixed >> 32 & 0xff) << 4 | (try_number & kTryMask));
  token.source_port = ports_.only.value_or(static_cast<std::uint16_t>(ports_.first + offset));
  return token;
}

std::optional<std::uint8_t> TokenMaker::try_of(const model::IpAddress& target, std::uint16_t port,
                                               std::uint16_t kind, const Echoed& echoed) const {
  const std::uint16_t ours = echoed.source_port.value_or(ports_.lowest());
  if (ours < ports_.lowest() || ours > ports_.highest()) return std::nullopt;
  // UDP with one source port: the answer is one, but to which try stays open.
  if (!echoed.number && ports_.only) return AnswerEvent::kUnknownTry;
  const std::uint32_t tried = echoed.number ? *echoed.number >> 1 : ours - ports_.first;
  const ProbeToken token = make(target, port, kind, tried & kTryMask);
  if (echoed.number && (*echoed.number & ~std::uint32_t{1}) != token.number) return std::nullopt;
  if (echoed.source_port && *echoed.source_port != token.source_port) return std::nullopt;
  return static_cast<std::uint8_t>(tried & kTryMask);
}

}  // namespace minato::scan
