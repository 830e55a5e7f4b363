// Unmapping, out of the header so that it needs no system header.
#include "sys/memory_map.h"

#include <sys/mman.h>

namespace minato::sys {

MemoryMap::~MemoryMap() {
  if (start_ != nullptr) ::munmap(start_, bytes_);
}

}  // namespace minato::sys
