// A thread, a wish and an answer.
#include "cli/watch/collector.h"

namespace minato::cli::watch {

LookResult look_at_machine(TableKind kind, host::NetworkNamespaces namespaces) {
  const base::SystemClock clock;
  auto view = pipeline::LocalView::create(
      {.listeners_only = kind == TableKind::listeners, .namespaces = namespaces});
  if (!view) return base::fail(std::move(view.error()));
  auto kept = std::make_shared<const pipeline::LocalView>(std::move(*view));
  return std::make_shared<const Look>(Look{.time = clock.now(),
                                           .kind = kind,
                                           .sockets = kept->sockets(),
                                           .limitations = kept->inventory().limitations,
                                           .view = kept});
}

Collector::Collector(Source source, std::function<void()> ready)
    : source_(std::move(source)),
      ready_(std::move(ready)),
      thread_([this](const std::stop_token& stop) { work(stop); }) {}

Collector::~Collector() = default;

void Collector::request(TableKind kind) {
  {
    const std::lock_guard lock(mutex_);
    wanted_ = kind;
  }
  wanted_changed_.notify_one();
}

bool Collector::busy() const {
  const std::lock_guard lock(mutex_);
  return wanted_ || looking_ || answer_;
}

std::optional<base::Result<std::shared_ptr<const Picture>>> Collector::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(answer_, std::nullopt);
}

void Collector::work(const std::stop_token& stop) {
  while (true) {
    TableKind kind{};
    {
      std::unique_lock lock(mutex_);
      if (!wanted_changed_.wait(lock, stop, [&] { return wanted_.has_value(); })) return;
      kind = *std::exchange(wanted_, std::nullopt);
      looking_ = true;
    }
    LookResult look = source_(kind);
    base::Result<std::shared_ptr<const Picture>> answer = nullptr;
    if (look) {
      answer = std::make_shared<const Picture>(compare_looks(*look, before_));
      before_ = std::move(*look);
    } else {
      answer = base::fail(std::move(look.error()));
    }
    {
      const std::lock_guard lock(mutex_);
      answer_ = std::move(answer);
      looking_ = false;
    }
    ready_();
  }
}

}  // namespace minato::cli::watch
