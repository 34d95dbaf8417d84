namespace FuncNet.Tests
