// The machine for ports of which nobody knows what is spoken: waits for a greeting, and is content
// with none.
#pragma once

#include "talk/machine.h"

namespace minato::check {

class Greeting final : public talk::Machine {
 public:
  void start(talk::Outbox& /*out*/) override {}
  void on_bytes(base::Bytes received, talk::Outbox& out) override {
    facts_.add("greeting", received.first(std::min<std::size_t>(received.size(), 256)));
    out.finish();
  }
  void on_closed(talk::Closing how, talk::Outbox& out) override {
    if (how == talk::Closing::timed_out) return out.finish();
    out.fail({0, "closed-without-word"});
  }
};

}  // namespace minato::check
