# Read by CMake when llama-cpp-python builds the vendored llama.cpp (CMAKE_PROJECT_llama.cpp_INCLUDE).
# Python needs libllama and ggml only; the `common` helper library of llama.cpp's own programs is more than half of the compile time.
set(LLAMA_BUILD_COMMON OFF)
