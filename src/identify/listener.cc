// Listening, and overhearing.
#include "identify/listener.h"

#include <algorithm>

namespace minato::identify {
namespace {

constexpr std::size_t kEnoughBytes = 64;
constexpr std::size_t kMostGreetingBytes = 2048;

}  // namespace

void Listener::start(talk::Outbox& /*out*/) {}

void Listener::on_bytes(base::Bytes received, talk::Outbox& out) {
  const std::size_t room = kMostGreetingBytes - heard_.size();
  heard_.append(base::as_text(received.first(std::min(room, received.size()))));
  const bool negotiates = heard_.front() == '\xff' && heard_.size() >= 3;
  if (heard_.size() >= kEnoughBytes || heard_.ends_with('\n') || negotiates) out.finish();
}

void Listener::on_closed(talk::Closing /*how*/, talk::Outbox& out) { out.finish(); }

void Overhearing::start(talk::Outbox& out) {
  inner_->start(out);
  take_facts(out);
}

void Overhearing::on_bytes(base::Bytes received, talk::Outbox& out) {
  const std::size_t room = kMostBytes - first_bytes_.size();
  first_bytes_.append(base::as_text(received.first(std::min(room, received.size()))));
  inner_->on_bytes(received, out);
  take_facts(out);
}

void Overhearing::on_secured(talk::Outbox& out) {
  inner_->on_secured(out);
  take_facts(out);
}

void Overhearing::on_closed(talk::Closing how, talk::Outbox& out) {
  inner_->on_closed(how, out);
  facts_ = inner_->facts();
}

void Overhearing::take_facts(const talk::Outbox& out) {
  if (out.ended()) facts_ = inner_->facts();
}

}  // namespace minato::identify
